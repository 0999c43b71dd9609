"""Countries and regions by their two letters of ISO 3166, for calendars, tax numbers and addresses."""

from __future__ import annotations

from wanglai.domain.wording import Wording

COUNTRIES: dict[str, Wording] = {
    "CN": Wording("中国", "China"),
    "HK": Wording("中国香港", "Hong Kong, China"),
    "TW": Wording("中国台湾", "Taiwan, China"),
    "JP": Wording("日本", "Japan"),
    "KR": Wording("韩国", "South Korea"),
    "SG": Wording("新加坡", "Singapore"),
    "VN": Wording("越南", "Vietnam"),
    "US": Wording("美国", "United States"),
    "GB": Wording("英国", "United Kingdom"),
    "DE": Wording("德国", "Germany"),
    "FR": Wording("法国", "France"),
}

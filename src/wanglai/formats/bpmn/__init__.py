"""BPMN 2.0 files (OMG formal/2011-01-03): the part of them that people follow, and the same part written for an engine."""

from wanglai.formats.bpmn.apart import read_bpmn_apart
from wanglai.formats.bpmn.reading import Reading, read_bpmn
from wanglai.formats.bpmn.writing import engine_bpmn

__all__ = ["Reading", "engine_bpmn", "read_bpmn", "read_bpmn_apart"]

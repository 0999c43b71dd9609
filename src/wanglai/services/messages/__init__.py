"""What is to reach a customer: queued with the act that causes it, sent once, and told of until it arrived or came back."""

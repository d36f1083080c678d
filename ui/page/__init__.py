"""What every lesson page does: read the link, explain the call or its refusal, answer the stage."""

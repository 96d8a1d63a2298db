"""What members write and the team answers: taken in, shown, sent, reminded of."""

import vitrine


def test_good(vitrine_score):
    vitrine.observe(lambda: 1, name="step")()
    vitrine_score("similarity", 0.9)

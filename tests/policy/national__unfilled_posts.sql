{{ policy_test('national__unfilled_posts') }}

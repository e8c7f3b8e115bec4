{{ policy_test('national__false_figures') }}

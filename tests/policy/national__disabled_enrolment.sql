{{ policy_test('national__disabled_enrolment') }}

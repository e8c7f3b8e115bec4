{{ policy_test('national__exam_enrolment') }}

{{ policy_test('national__recognition_veto') }}

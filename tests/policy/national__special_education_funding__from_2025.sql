{{ policy_test('national__special_education_funding__from_2025') }}

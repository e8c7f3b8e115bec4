{{ policy_test('national__special_education_funding__until_2024') }}

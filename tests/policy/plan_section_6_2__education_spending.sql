{{ policy_test('plan_section_6_2__education_spending') }}

{{ policy_test('plan_section_6_3__framework_duties__yearly_analysis') }}

{{ policy_test('plan_item_20__disabled_enrolment') }}

{{ policy_test('plan_item_22__three_classrooms') }}

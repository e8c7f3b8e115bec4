{{ policy_test('plan_item_09__rotation__rotated') }}

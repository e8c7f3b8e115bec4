{{ policy_test('plan_item_05__backbone_teachers_per_100__primary') }}

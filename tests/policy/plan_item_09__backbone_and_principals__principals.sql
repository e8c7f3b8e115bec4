{{ policy_test('plan_item_09__backbone_and_principals__principals') }}

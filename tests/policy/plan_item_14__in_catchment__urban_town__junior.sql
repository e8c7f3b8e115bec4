{{ policy_test('plan_item_14__in_catchment__urban_town__junior') }}

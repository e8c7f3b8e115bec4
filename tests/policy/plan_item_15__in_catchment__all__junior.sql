{{ policy_test('plan_item_15__in_catchment__all__junior') }}

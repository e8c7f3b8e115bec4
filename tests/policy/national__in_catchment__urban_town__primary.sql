{{ policy_test('national__in_catchment__urban_town__primary') }}

{{ policy_test('national__high_school_places_tilt') }}

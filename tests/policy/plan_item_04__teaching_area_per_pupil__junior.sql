{{ policy_test('plan_item_04__teaching_area_per_pupil__junior') }}

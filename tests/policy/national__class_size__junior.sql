{{ policy_test('national__class_size__junior') }}

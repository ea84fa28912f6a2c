INSERT INTO orders (customer, product, quantity) VALUES
    ('Ada',     'Tea, black, 250 g',        2),
    ('Ada',     'Teapot; the blue one',     1),
    ('Blaise',  'Coffee, ground, 500 g',    3),
    ('Charles', 'Cup',                      6),
    ('Edsger',  'Spoon',                    6),
    ('Grace',   'Biscuits, ''plain''',      4),
    ('Grace',   'Tea, green, 100 g',        1),
    ('Hedy',    'Coffee beans, 1 kg',       1),
    ('Katherine', 'Saucer',                 6),
    ('Mary',    'Sugar, 1 kg',              1),
    ('Radia',   'Kettle',                   1),
    ('Sophie',  'Lemons',                   5);

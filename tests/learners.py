"""What learners write, for tests/test_fair.py: answers in the styles of public repositories and threads, written before
anybody looked at the lists of mistakes. RIGHT ones get full points; beside each WRONG one stand the causes that are
named, or words of what else is said."""

RIGHT = [
    ("initialize_parameters", "comprehension", """
    rs = np.random.RandomState(seed=seed)
    shapes = {"W1": (n_h, n_x), "W2": (n_y, n_h)}
    p = {k: 0.01 * rs.standard_normal(s) for k, s in shapes.items()}
    p["b1"], p["b2"] = np.zeros([n_h, 1]), np.zeros([n_y, 1])
    return p"""),
    ("initialize_parameters", "normal with scale, global", """
    np.random.seed(seed)
    W1 = np.random.normal(0, 0.01, (n_h, n_x))
    W2 = np.random.normal(0, 0.01, size=(n_y, n_h))
    return dict(W1=W1, b1=np.zeros((n_h, 1)), W2=W2, b2=np.zeros((n_y, 1)))"""),
    ("initialize_parameters", "one draw", """
    rng = np.random.RandomState(seed)
    draws = rng.randn(n_h * n_x + n_y * n_h) * 1e-2
    W1 = draws[:n_h * n_x].reshape(n_h, n_x)
    W2 = draws[n_h * n_x:].reshape(n_y, n_h)
    b1 = np.full((n_h, 1), 0.0)
    b2 = np.zeros_like(W2[:, :1])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}"""),
    ("initialize_parameters_deep", "zip", """
    rng = np.random.RandomState(seed)
    params = {}
    for i, (n_in, n_out) in enumerate(zip(layer_dims[:-1], layer_dims[1:])):
        factor = n_in ** -0.5 if isinstance(scale, str) else scale
        params[f"W{i+1}"] = rng.normal(size=(n_out, n_in)) * factor
        params[f"b{i+1}"] = np.zeros((n_out, 1))
    return params"""),
    ("initialize_parameters_deep", "while, in-place", """
    rng = np.random.RandomState(seed)
    parameters = {}
    L = len(layer_dims)
    l = 1
    while l < L:
        w = rng.randn(layer_dims[l], layer_dims[l-1])
        if scale == 'sqrt':
            w /= np.sqrt(layer_dims[l-1])
        else:
            w *= scale
        parameters['W%d' % l], parameters['b%d' % l] = w, np.zeros(shape=(layer_dims[l], 1))
        l += 1
    return parameters"""),
    ("initialize_parameters_deep", "int zeros", """
    rng = np.random.RandomState(seed)
    def layer(l):
        W = rng.randn(layer_dims[l], layer_dims[l - 1])
        return np.multiply(W, scale) if scale != "sqrt" else np.divide(W, layer_dims[l - 1] ** 0.5)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters.update({"W" + str(l): layer(l), "b" + str(l): np.zeros((layer_dims[l], 1), dtype=int)})
    return parameters"""),
    ("linear_forward", "matmul", """
    Z = np.add(np.matmul(W, A), b)
    return (Z, (A, W, b))"""),
    ("linear_forward", "tensordot", """
    Z = np.tensordot(W, A, axes=1) + b
    cache = A, W, b
    return Z, cache"""),
    ("linear_forward", "columns", """
    n, m = W.shape[0], A.shape[1]
    Z = np.empty((n, m))
    for j in range(m):
        Z[:, j] = W.dot(A[:, j]) + b.ravel()
    return [Z, (A, W, b)]"""),
    ("linear_forward", "tile, asserts, prints", """
    assert W.shape[1] == A.shape[0]
    Z = W @ A + np.tile(b, (1, A.shape[1]))
    assert Z.shape == (W.shape[0], A.shape[1])
    print("Z", Z.shape)
    cache = tuple([A, W, b])
    return Z, cache"""),
    ("linear_activation_forward", "dict of functions", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = {"relu": relu, "sigmoid": sigmoid}[activation](Z)
    return A, (linear_cache, activation_cache)"""),
    ("linear_activation_forward", "stable sigmoid", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A = np.where(Z >= 0, 1 / (1 + np.exp(-np.abs(Z))), np.exp(-np.abs(Z)) / (1 + np.exp(-np.abs(Z))))
    elif activation == "relu":
        A = (np.abs(Z) + Z) / 2
    return A, (linear_cache, Z)"""),
    ("linear_activation_forward", "plain exp: overflow warning", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A = 1.0 / (1.0 + np.exp(-Z))
    else:
        A = Z.copy()
        A[A < 0] = 0
    cache = (linear_cache, Z)
    return A, cache"""),
    ("linear_activation_forward", "match", """
    match activation:
        case "sigmoid":
            Z, lc = linear_forward(A_prev, W, b)
            A, ac = sigmoid(Z)
        case "relu":
            Z, lc = linear_forward(A_prev, W, b)
            A, ac = relu(Z)
    return A, (lc, ac)"""),
    ("L_model_forward", "one loop", """
    L = len(parameters) // 2
    caches, A = [], X
    for l in range(L):
        W, b = parameters[f"W{l + 1}"], parameters[f"b{l + 1}"]
        A, cache = linear_activation_forward(A, W, b, "sigmoid" if l + 1 == L else "relu")
        caches += [cache]
    return A, caches"""),
    ("L_model_forward", "recursion", """
    L = int(len(parameters) / 2)
    def go(A, l):
        act = "relu" if l < L else "sigmoid"
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], act)
        if l == L:
            return A, [cache]
        AL, rest = go(A, l + 1)
        return AL, [cache] + rest
    return go(X, 1)"""),
    ("L_model_forward", "tuple of caches", """
    caches = ()
    A = X
    L = sum(key.startswith("W") for key in parameters)
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu")
        caches = caches + (cache,)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    return AL, caches + (cache,)"""),
    ("L_model_forward", "all inline", """
    caches, L = [], len(parameters) // 2
    A = X
    for l in range(1, L + 1):
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        Z = W @ A + b
        caches.append(((A, W, b), Z))
        A = np.maximum(Z, 0) if l < L else 1 / (1 + np.exp(-Z))
    assert A.shape == (1, X.shape[1])
    return A, caches"""),
    ("compute_cost", "dot squeeze", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = (-1 / m) * (np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T))
    cost = np.squeeze(cost)
    return cost"""),
    ("compute_cost", "where", """
    AL = keep_off_0_and_1(AL)
    return -np.mean(np.log(np.where(Y == 1, AL, 1 - AL)))"""),
    ("compute_cost", "list of losses", """
    AL = keep_off_0_and_1(AL)
    losses = [-(y * np.log(a) + (1 - y) * np.log(1 - a)) for a, y in zip(AL[0], Y[0])]
    return sum(losses) / len(losses)"""),
    ("compute_cost", "maximum minimum", """
    eps = 1e-15
    AL = np.maximum(eps, np.minimum(1 - eps, AL))
    m = Y.shape[1]
    return np.sum(np.multiply(-Y, np.log(AL)) - np.multiply(1 - Y, np.log(1 - AL))) / m"""),
    ("compute_cost", "masks, log1p", """
    AL = keep_off_0_and_1(AL)
    return -(np.log(AL[Y == 1]).sum() + np.log1p(-AL[Y == 0]).sum()) / Y.size"""),
    ("linear_backward", "mean", """
    A_prev, W, _ = cache
    m = dZ.shape[1]
    db = dZ.mean(axis=1, keepdims=True)
    dW = np.dot(dZ, A_prev.T) / m
    dA_prev = np.dot(W.T, dZ)
    return (dA_prev, dW, db)"""),
    ("linear_backward", "ones, einsum", """
    (A_prev, W, b), m = cache, cache[0].shape[1]
    db = (dZ @ np.ones((m, 1))) / m
    dW = np.einsum("ik,jk->ij", dZ, A_prev) / m
    dA_prev = (dZ.T @ W).T
    return dA_prev, dW, db"""),
    ("linear_backward", "outer products", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = sum(np.outer(dZ[:, i], A_prev[:, i]) for i in range(m)) / m
    db = np.sum(dZ, 1).reshape(b.shape) / m
    dA_prev = np.matmul(np.transpose(W), dZ)
    return dA_prev, dW, db"""),
    ("linear_backward", "newaxis", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dZm = dZ / m
    return W.T @ dZ, dZm @ A_prev.T, dZm.sum(axis=1)[:, np.newaxis]"""),
    ("linear_activation_backward", "inline slopes", """
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
    elif activation == "sigmoid":
        s = 1 / (1 + np.exp(-Z))
        dZ = dA * s * (1 - s)
    return linear_backward(dZ, linear_cache)"""),
    ("linear_activation_backward", "choose function", """
    linear_cache, activation_cache = cache
    way_back = relu_backward if activation == "relu" else sigmoid_backward
    dA_prev, dW, db = linear_backward(way_back(dA, activation_cache), linear_cache)
    return dA_prev, dW, db"""),
    ("linear_activation_backward", "all inline", """
    (A_prev, W, b), Z = cache
    g = (Z > 0).astype(float) if activation == "relu" else np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    dZ = np.multiply(dA, g)
    m = Z.shape[1]
    return W.T.dot(dZ), dZ.dot(A_prev.T) / m, dZ.sum(axis=1, keepdims=True) / m"""),
    ("L_model_backward", "enumerate", """
    AL = keep_off_0_and_1(AL)
    grads, L = {}, len(caches)
    dA = (1 - Y) / (1 - AL) - Y / AL
    for l, cache in reversed(list(enumerate(caches, 1))):
        activation = "relu" if l < L else "sigmoid"
        dA, grads["dW%i" % l], grads["db%i" % l] = linear_activation_backward(dA, cache, activation)
        grads["dA%i" % l] = dA
    return grads"""),
    ("L_model_backward", "common denominator", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)
    dA = (AL - Y) / (AL * (1 - AL))
    l = L
    while l > 0:
        act = "sigmoid" if l == L else "relu"
        dA_prev, dW, db = linear_activation_backward(dA, caches[l - 1], act)
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA_prev, dW, db
        dA, l = dA_prev, l - 1
    return grads"""),
    ("update_parameters", "comprehension", """
    return {key: value - learning_rate * grads["d" + key] for key, value in parameters.items()}"""),
    ("update_parameters", "deepcopy", """
    import copy
    parameters = copy.deepcopy(parameters)
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l+1)] -= learning_rate * grads["dW" + str(l+1)]
        parameters["b" + str(l+1)] -= learning_rate * grads["db" + str(l+1)]
    return parameters"""),
    ("update_parameters", "shallow copy", """
    parameters = parameters.copy()
    for name in list(parameters):
        parameters[name] = np.subtract(parameters[name], np.multiply(learning_rate, grads["d" + name]))
    return parameters"""),
    ("two_layer_model", "all inline", """
    n_x, n_h, n_y = layers_dims
    if parameters is None:
        parameters = initialize_parameters(n_x, n_h, n_y, seed)
    parameters = dict(parameters)
    m, costs = X.shape[1], []
    for i in range(num_iterations):
        W1, b1, W2, b2 = (parameters[k] for k in ("W1", "b1", "W2", "b2"))
        Z1 = W1 @ X + b1
        A1 = np.maximum(Z1, 0)
        A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
        if i % 100 == 0:
            costs.append(compute_cost(A2, Y))
        dZ2 = A2 - Y
        dZ1 = (W2.T @ dZ2) * (Z1 > 0)
        parameters["W2"] = W2 - learning_rate * dZ2 @ A1.T / m
        parameters["b2"] = b2 - learning_rate * dZ2.mean(axis=1, keepdims=True)
        parameters["W1"] = W1 - learning_rate * dZ1 @ X.T / m
        parameters["b1"] = b1 - learning_rate * dZ1.mean(axis=1, keepdims=True)
    return parameters, costs"""),
    ("predict", "where", """
    AL = L_model_forward(X, parameters)[0]
    p = np.where(AL > 0.5, 1, 0)
    print("Accuracy: %.2f" % (p == y).mean())
    return p"""),
    ("predict", "list", """
    probas, _ = L_model_forward(X, parameters)
    return np.array([[1 if a > 0.5 else 0 for a in probas[0]]])"""),
    ("predict", "floats", """
    probas, _ = L_model_forward(X, parameters)
    return (probas > 0.5) * 1.0"""),
    ("predict", "booleans", """
    probas, _ = L_model_forward(X, parameters)
    return probas > 0.5"""),
    ("L_layer_model", "costs as array", """
    costs = []
    p = parameters if parameters is not None else initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(0, num_iterations):
        AL, caches = L_model_forward(X, p)
        cost = compute_cost(AL, Y)
        p = update_parameters(p, L_model_backward(AL, Y, caches), learning_rate)
        if print_cost and i % 100 == 0:
            print("Cost after iteration {}: {}".format(i, np.squeeze(cost)))
        if i % 100 == 0:
            costs.append(cost)
    return p, np.array(costs)"""),
    ("L_layer_model", "while, history", """
    if not parameters:
        parameters = initialize_parameters_deep(layers_dims, seed)
    history = {}
    i = 0
    while i < num_iterations:
        AL, caches = L_model_forward(X, parameters)
        history[i] = compute_cost(AL, Y)
        parameters = update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
        i += 1
    return parameters, [c for i, c in history.items() if not i % 100]"""),
    ("accuracy_interval", "not clipped", """
    p_hat, z2 = n_correct / m, z * z
    denominator = 1 + z2 / m
    center = (p_hat + z2 / (2 * m)) / denominator
    margin = z / denominator * np.sqrt(p_hat * (1 - p_hat) / m + z2 / (4 * m * m))
    return center - margin, center + margin"""),
    ("accuracy_interval", "another form", """
    from math import sqrt
    p = n_correct / m
    root = z * sqrt(z ** 2 + 4 * n_correct * (1 - p))
    low = (2 * n_correct + z ** 2 - root) / (2 * (m + z ** 2))
    high = (2 * n_correct + z ** 2 + root) / (2 * (m + z ** 2))
    return max(low, 0), min(high, 1)"""),
    ("accuracy_interval", "roots of the quadratic", """
    p = n_correct / m
    roots = np.roots([1 + z**2 / m, -(2 * p + z**2 / m), p**2])
    return tuple(np.clip(np.sort(roots.real), 0, 1))"""),
    ("predict", "rounded", """
    AL, caches = L_model_forward(X, parameters)
    return np.round(AL).astype(int).tolist()"""),
]

WRONG = [
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = rng.randn(n_y, n_h)
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""",
     "Wherever W2 is wrong, it is 100 times what it should be."),
    ("initialize_parameters", """
    np.random.seed(seed)
    W1 = 0.01 * np.random.rand(n_h, n_x)
    W2 = 0.01 * np.random.rand(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""",
     ("uniform",)),
    ("initialize_parameters", """
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_h, n_x)) * 0.01
    W2 = rng.standard_normal((n_y, n_h)) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""",
     ("new_generator",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_x, 1))
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_h, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""",
     ("biases_of_the_layer_before",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.ones((n_h, 1))
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = np.ones((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""",
     ("ones_for_biases",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    W2 = rng.randn(n_y, n_h) * 0.01
    return W1, np.zeros((n_h, 1)), W2, np.zeros((n_y, 1))""",
     "parameters should be a dictionary with the keys W1, W2, got"),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1]) * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     "One side of that sign is a text, with which nothing can be"),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(1 / layer_dims[l])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("always_divided", "root_of_own_size")),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    L = len(layer_dims)
    for l in range(L - 1):
        W = rng.randn(layer_dims[l + 1], layer_dims[l])
        if scale == "sqrt":
            W = W / np.sqrt(layer_dims[l])
        else:
            W = W * scale
        parameters["W" + str(l)] = W
        parameters["b" + str(l)] = np.zeros((layer_dims[l + 1], 1))
    return parameters""",
     ("numbered_from_0",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    for l in range(1, len(layer_dims)):
        parameters = {}
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("dictionary_made_anew",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
        return parameters""",
     ("returned_too_early",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["Wl"] = W / np.sqrt(layer_dims[l-1]) if scale == "sqrt" else W * scale
        parameters["bl"] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("names_without_number",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[0]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("root_of_the_first_size",)),
    ("linear_forward", """
    Z = np.multiply(W, A) + b
    return Z, (A, W, b)""",
     ("entry_by_entry",)),
    ("linear_forward", """
    Z = np.dot(A.T, W.T) + b
    return Z, (A, W, b)""",
     ("examples_in_rows",)),
    ("linear_forward", """
    Z = np.dot(W, A + b)
    return Z, (A, W, b)""",
     "The shapes (2,5) and (4,1) do not fit together entry by entry. In"),
    ("linear_forward", """
    Z = np.sum(W * A) + b
    return Z, (A, W, b)""",
     "The shapes (1,3) and (3,2) do not fit together entry by entry. In"),
    ("linear_forward", """
    cache = (A, W, b)
    return np.dot(W, A), cache""",
     ("no_bias",)),
    ("linear_forward", """
    Z = W.dot(A) + b
    cache = (A, W, b)
    return cache, Z""",
     "the two come back in another order: Z, cache is asked"),
    ("linear_forward", """
    Z = W.dot(A) - b
    cache = (A, W, b)
    return Z, cache""",
     ("bias_subtracted",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, activation_cache = sigmoid(Z)
    elif activation == "relu":
        A, activation_cache = relu(A_prev)
    return A, (linear_cache, activation_cache)""",
     ("activation_of_the_input",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = activation(Z)
    return A, (linear_cache, activation_cache)""",
     "Parentheses after a name call it as a function, and there it is a"),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == relu:
        A, activation_cache = relu(Z)
    if activation == sigmoid:
        A, activation_cache = sigmoid(Z)
    return A, (linear_cache, activation_cache)""",
     "A gets a value in this function, but not before that line, not in"),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = 1 / (1 + np.exp(Z)) if activation == "sigmoid" else np.maximum(0, Z)
    return A, (linear_cache, Z)""",
     ("sign_in_the_exponent",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = 1 / 1 + np.exp(-Z) if activation == "sigmoid" else np.maximum(0, Z)
    return A, (linear_cache, Z)""",
     ("parentheses_of_sigmoid",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = 1 / (1 + np.exp(-Z)) if activation == "sigmoid" else np.abs(Z)
    return A, (linear_cache, Z)""",
     ("absolute_for_relu",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     "The W of that layer does not fit the A that comes in, which has 1"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        A, cache = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches = caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches = caches.append(cache)
    return AL, caches""",
     "Something in that line is None: a function without a return gives"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     "The W of that layer does not fit the A that comes in, which has 3"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
        AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
        caches.append(cache)
    return AL, caches""",
     "The W of that layer does not fit the A that comes in, which has 4"),
    ("L_model_forward", """
    caches = []
    L = len(parameters) // 2
    A = X
    for l in range(1, L):
        A_prev = A
        Z = parameters["W" + str(l)] @ A_prev + parameters["b" + str(l)]
        A = np.maximum(0, Z)
        caches.append((A_prev, Z))
    Z = parameters["W" + str(L)] @ A + parameters["b" + str(L)]
    caches.append((A, Z))
    return 1 / (1 + np.exp(-Z)), caches""",
     "caches[0][0] should be a list or tuple of 3, got an array"),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    cost = -1 / m * np.sum(Y * np.log(AL) + 1 - Y * np.log(1 - AL))
    return cost""",
     ("parentheses_around_1_minus",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    logprobs = np.multiply(np.log(AL), Y) + np.multiply(1 - Y, np.log(1 - AL))
    return -logprobs / m""",
     "Wherever cost is wrong, it holds several numbers whose sum is right:"),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[0]
    return -(1 / m) * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))""",
     ("sum_instead_of_mean",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = len(Y)
    return np.sum(-(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))) / m""",
     ("sum_instead_of_mean",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    cost = 0
    for i in range(Y.shape[1]):
        if Y[0, i] == 1:
            cost = -np.log(AL[0, i])
        else:
            cost = -np.log(1 - AL[0, i])
    return cost / Y.shape[1]""",
     ("last_example_only",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.size / 2""",
     "Wherever cost is wrong, it is 0.5 times what it should be."),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    return np.mean(np.abs(Y - AL))""",
     ("absolute_error",)),
    ("compute_cost", """
    AL = np.round(keep_off_0_and_1(AL))
    return -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))""",
     ("rounded",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]

    dW = 1 / m * dZ @ A_prev.T
    db = 1 / m * np.sum(dZ)
    dA_prev = W.T @ dZ
    return dA_prev, dW, db""",
     ("bias_over_all",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]

    dW = np.dot(dZ, A_prev) / m
    db = np.sum(dZ, axis=1) / m
    dA_prev = np.dot(W, dZ)
    return dA_prev, dW, db""",
     ("weights_not_transposed", "inputs_not_transposed")),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]

    dW = 1 / m * dZ @ A_prev.T
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = (dZ.T @ W)
    return dA_prev, dW, db""",
     "Wherever dA_prev is wrong, it is right but for its axes: rows and columns are swapped."),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]

    dW = 1 / m * dZ @ A_prev.T
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = W.T @ dZ + b
    return dA_prev, dW, db""",
     "The shapes (2,5) and (4,1) do not fit together entry by entry. In"),
    ("linear_backward", """
    A_prev, W, b = cache
    m = dZ.shape[1]
    dW = np.mean(dZ @ A_prev.T, axis=1, keepdims=True)
    db = np.mean(dZ, axis=1, keepdims=True)
    dA_prev = W.T @ dZ
    return dA_prev, dW, db""",
     ("mean_over_the_inputs",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = np.sum(b, axis=1, keepdims=True) / m
    dA_prev = W.T @ dZ
    return dA_prev, dW, db""",
     ("bias_itself",)),
    ("linear_activation_backward", """
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(dA, linear_cache)
    else:
        dZ = sigmoid_backward(dA, linear_cache)
    return linear_backward(dZ, activation_cache)""",
     "The way back through an activation wants Z, the activation_cache, and"),
    ("linear_activation_backward", """
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dZ, linear_cache)
    elif activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dA, linear_cache)
    return dA_prev, dW, db""",
     ("no_slope_of_sigmoid",)),
    ("linear_activation_backward", """
    linear_cache, Z = cache
    s = 1 / (1 + np.exp(-Z))
    dZ = dA * s * (1 - s) if activation == "sigmoid" else dA * (dA > 0)
    return linear_backward(dZ, linear_cache)""",
     ("relu_by_da",)),
    ("linear_activation_backward", """
    linear_cache, Z = cache
    s = 1 / (1 + np.exp(-Z))
    dZ = dA @ (s * (1 - s)) if activation == "sigmoid" else dA * (Z > 0)
    return linear_backward(dZ, linear_cache)""",
     "The shapes do not meet in @: the left array has 2 columns, and the"),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)
    Y = Y.reshape(AL.shape)

    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    dA, dW, db = linear_activation_backward(dAL, caches[L-1], "sigmoid")
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = dA, dW, db
    for l in range(L - 1):
        dA, dW, db = linear_activation_backward(dA, caches[l], "relu")
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = dA, dW, db
    return grads""",
     "The gradient that goes into that layer has another shape than the"),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)
    Y = Y.reshape(AL.shape)

    dAL = np.divide(1 - Y, 1 - AL) - np.divide(Y, AL)
    for l in reversed(range(L)):
        dAL, dW, db = linear_activation_backward(dAL, caches[l], "relu")
        grads["dA" + str(l + 1)] = dAL
        grads["dW" + str(l + 1)] = dW
        grads["db" + str(l + 1)] = db
    return grads""",
     ("relu_everywhere",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)
    Y = Y.reshape(AL.shape)

    dA = -np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)
    for l in reversed(range(1, L + 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads[f"dA{l}"], grads[f"dW{l}"], grads[f"db{l}"] = dA, dW, db
    return grads""",
     ("plus_between",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)
    Y = Y.reshape(AL.shape)

    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in reversed(range(1, L + 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads["dA"], grads["dW"], grads["db"] = dA, dW, db
    return grads""",
     ("names_without_number",)),
    ("update_parameters", """
    for key in parameters:
        parameters[key] -= learning_rate * grads["d" + key]
    return parameters""",
     ("in_place",)),
    ("update_parameters", """
    updated = {}
    for l in range(1, len(parameters) + 1):
        updated["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        updated["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return updated""",
     "The dictionary holds no W3. The layers are numbered from 1 to L, and"),
    ("update_parameters", """
    updated = {}
    L = len(parameters) // 2
    for l in range(1, L + 1):
        updated["W" + str(l)] = parameters["W" + str(l)] * (1 - learning_rate * grads["dW" + str(l)])
        updated["b" + str(l)] = parameters["b" + str(l)] * (1 - learning_rate * grads["db" + str(l)])
    return updated""",
     ("multiplied",)),
    ("update_parameters", """
    updated = {}
    L = len(parameters) // 2
    for l in range(1, L + 1):
        updated["W" + str(l)] = learning_rate * grads["dW" + str(l)] - parameters["W" + str(l)]
        updated["b" + str(l)] = learning_rate * grads["db" + str(l)] - parameters["b" + str(l)]
    return updated""",
     ("turned_around",)),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")

        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache1, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache2, "relu")
        parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "The gradient that goes into that layer has another shape than the"),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")

        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA2, cache1, "relu")
        parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "The gradient that goes into that layer has another shape than the"),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")

        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
        if i % 100 == 0:
            costs.append(cost)
    parameters = update_parameters(parameters, grads, learning_rate)
    return parameters, costs""",
     ("updated_once",)),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    p = np.zeros(AL.shape)
    for i in range(AL.shape[1]):
        if AL[0, i] > 0.5:
            p[0, i] == 1
    return p""",
     "Wherever p is wrong, it is 0 everywhere."),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    p = AL > 0.5
    print("Accuracy:", np.mean(p == y))""",
     "Nothing comes back from predict: it ends without a return that is reached."),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    return np.round(AL * 10) / 10""",
     "p[0, 0] should be 1.00000000, got"),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)

        cost = compute_cost(AL, Y)
        grads = L_model_backward(Y, AL, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "A function of the course refuses what it gets in that line: look at Y."),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)

        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(grads, parameters, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "A function of the course refuses what it gets in that line: look at parameters."),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)

        costs.append(compute_cost(AL, Y))
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if print_cost and i % 100 == 0:
            print(i, costs[-1])
    return parameters, costs[::10]""",
     ("another_interval",)),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)

        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        for key in parameters:
            parameters[key] -= learning_rate * grads["d" + key]
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "an array or a dictionary that came in was changed in"),
    ("accuracy_interval", """
    p = n_correct / m
    centre = p + z**2 / (2 * m)
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2))
    return (centre - half_width) / 1 + z**2 / m, (centre + half_width) / 1 + z**2 / m""",
     ("denominator_without_parentheses",)),
    ("accuracy_interval", """
    p = n_correct / m
    s = np.sqrt(p * (1 - p) / m)
    return max(0.0, p - z * s), min(1.0, p + z * s)""",
     ("wald",)),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m)) / (1 + z**2 / m)
    return centre - half_width, centre + half_width""",
     ("m_not_squared",)),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * 1 - p / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre - half_width, centre + half_width""",
     ("parentheses_around_1_minus",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_x, n_h) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = rng.randn(n_h, n_y) * 0.01
    b2 = np.zeros((n_y, 1))
    parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return parameters""",
     ("rows_and_columns_swapped",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) / 100 ** 2
    W2 = rng.randn(n_y, n_h) / 100 ** 2
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""",
     "Every W is 0.01 times what it should be."),
    ("initialize_parameters", """
    W1 = np.random.RandomState(seed).randn(n_h, n_x) * 0.01
    W2 = np.random.RandomState(seed).randn(n_y, n_h) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""",
     ("generator_made_anew",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    W2 = rng.randn(n_y, n_h) * 0.01
    return {"w1": W1, "b1": np.zeros((n_h, 1)), "w2": W2, "b2": np.zeros((n_y, 1))}""",
     ("small_letters",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros(n_h)
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = 0
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""",
     "parameters['b2'] should have the shape (2, 1), got"),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        if scale == "sqrt":
            parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1])
        else:
            parameters["W" + str(l)] = W * 0.01
        parameters["b" + str(l)] = np.zeros((layer_dims[l-1], 1))
    return parameters""",
     ("biases_of_the_layer_before",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1]) if scale is "sqrt" else W / scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("divided_by_the_number",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W * 1 / layer_dims[l-1] ** 2 if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("squared_for_root",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in layer_dims:
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     "Places in a list are counted from 0, so that the last of n stands at"),
    ("initialize_parameters_deep", """
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     "There is no rng at that line. Is it spelt as in the line that makes"),
    ("linear_forward", """
    Z = np.dot(W.T, A) + b
    return Z, (A, W, b)""",
     ("weights_transposed",)),
    ("linear_forward", """
    Z = W @ A
    Z + b
    return Z, (A, W, b)""",
     ("no_bias",)),
    ("linear_forward", """
    Z = np.dot(W, A) + np.sum(b)
    return Z, (A, W, b)""",
     ("biases_summed",)),
    ("linear_forward", """
    Z = np.dot(W, A) * b
    return Z, (A, W, b)""",
     ("bias_multiplied",)),
    ("linear_forward", """
    Z = np.cross(W, A) + b
    return Z, (A, W, b)""",
     "It stops in line 2 of its cell: `Z = np.cross(W, A) + b`"),
    ("linear_forward", """
    Z = (np.dot(W, A) + b) / A.shape[1]
    return Z, (A, W, b)""",
     "Wherever Z is wrong, it is what it should be, divided by the number of its columns."),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, activation_cache = sigmoid(Z)
    else:
        A, activation_cache = relu(Z)
    return Z, (linear_cache, activation_cache)""",
     ("no_activation",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = np.exp(-Z) / (1 + np.exp(-Z)) if activation == "sigmoid" else np.maximum(Z, 0)
    return A, (linear_cache, Z)""",
     ("sign_in_the_exponent",)),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A = 1 / (1 + np.exp(-Z)) if activation == "sigmoid" else max(0, Z)
    return A, (linear_cache, Z)""",
     "An if asks one question, and an array has an answer for each entry."),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(W, A_prev, b)
    A, activation_cache = sigmoid(Z) if activation == "sigmoid" else relu(Z)
    return A, (linear_cache, activation_cache)""",
     "The W of that layer does not fit the A that comes in, which has 1"),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, Z = sigmoid(Z)
        A, Z = relu(A)
    else:
        A, Z = relu(Z)
    return A, (linear_cache, Z)""",
     ("activation_in_cache",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    return A, caches""",
     ("last_layer_missing",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters)
    for l in range(1, L // 2 + 1):
        activation = "relu" if l < L else "sigmoid"
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], activation)
        caches.append(cache)
    return A, caches""",
     ("relu_everywhere",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append([A, cache])
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append([AL, cache])
    return AL, caches""",
     ("activation_beside_each_cache",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W + str(l)"], parameters["b + str(l)"], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W + str(L)"], parameters["b + str(L)"], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     "The dictionary holds no key 'W + str(l)'. The keys are letters and a"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(A)
    AL = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(AL)
    return AL, caches""",
     "That function returns several things, and all of them are kept under"),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    return np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m""",
     ("sign_missing",)),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    return -np.sum(np.log(AL) * np.log(Y) + (1 - Y) * np.log(1 - AL)) / m""",
     "cost should be 0.41493160, got"),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    return -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * (1 - np.log(AL)))""",
     ("one_minus_the_logarithm",)),
    ("compute_cost", """
    m = AL.shape[1]
    AL = keep_off_0_and_1(AL)
    cost = -(Y.dot(np.log(AL).T))/ m
    return cost""",
     ("only_label_1",)),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    cost = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    print(cost)""",
     "Nothing comes back from compute_cost: it ends without a return that is reached."),
    ("compute_cost", """
    m = Y.shape[1]
    AL = keep_off_0_and_1(AL)
    return -1 / m * (np.sum(Y) * np.sum(np.log(AL)) + np.sum(1 - Y) * np.sum(np.log(1 - AL)))""",
     ("outer_product",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     ("without_mean",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = len(A_prev)
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     ("divided_by_inputs",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = dZ / m
    dA_prev = np.dot(W.T, dZ) / m
    return dA_prev, dW, db""",
     ("mean_of_everything", "bias_not_summed")),
    ("linear_backward", """
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     "There is no A_prev at that line. Is it spelt as in the line that"),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1 / m * np.dot(A_prev, dZ.T)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(dZ, W.T)
    return dA_prev, dW, db""",
     "The shapes (1,2) and (3,1) do not meet in a matrix product: the"),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = -np.dot(dZ, A_prev.T) / m
    db = -np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     "Wherever db is wrong, it has the right size and the wrong sign."),
    ("linear_activation_backward", """
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(activation_cache, dA)
    else:
        dZ = sigmoid_backward(activation_cache, dA)
    return linear_backward(dZ, linear_cache)""",
     ("arguments_swapped",)),
    ("linear_activation_backward", """
    activation_cache, linear_cache = cache
    dZ = relu_backward(dA, activation_cache) if activation == "relu" else sigmoid_backward(dA, activation_cache)
    return linear_backward(dZ, linear_cache)""",
     "The way back through an activation wants Z, the activation_cache, and"),
    ("linear_activation_backward", """
    linear_cache, Z = cache
    dZ = dA * (Z > 0) if activation == "relu" else dA * Z * (1 - Z)
    return linear_backward(dZ, linear_cache)""",
     ("sigmoid_slope_of_z",)),
    ("linear_activation_backward", """
    linear_cache, Z = cache
    dZ = dA * (1 if activation == "relu" else 1 / (1 + np.exp(-Z)) * (1 - 1 / (1 + np.exp(-Z))))
    return linear_backward(dZ, linear_cache)""",
     ("no_slope_of_relu",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)

    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid")
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
    return grads""",
     ("sigmoid_everywhere",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)

    dA = np.divide(Y, AL) + np.divide(1 - Y, 1 - AL)
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
    return grads""",
     ("sign_forgotten", "plus_between")),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)

    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in range(L, 1, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
    return grads""",
     ("first_layer_forgotten",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)

    dA = AL - Y
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, dW, db
    return grads""",
     ("starts_from_dz",)),
    ("L_model_backward", """
    grads = {}
    L = len(caches)
    AL = keep_off_0_and_1(AL)

    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in range(L, 0, -1):
        dA, dW, db = linear_activation_backward(dA, caches[l - 1], "sigmoid" if l == L else "relu")
        grads["dA" + str(l)], grads["dW" + str(l)], grads["db" + str(l)] = dA, db, dW
    return grads""",
     ("dw_and_db_swapped",)),
    ("update_parameters", """
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] + learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] + learning_rate * grads["db" + str(l)]
    return parameters""",
     ("uphill", "in_place")),
    ("update_parameters", """
    updated = {}
    for key in parameters:
        updated[key] = parameters[key] - learning_rate * grads[key]
    return updated""",
     "The gradients have a d before the name: what belongs to W1 is called dW1."),
    ("update_parameters", """
    updated = {}
    for key in grads:
        updated[key] = parameters[key[1:]] - learning_rate * grads[key]
    return updated""",
     "parameters should be a dictionary with the keys W1, W2, got"),
    ("update_parameters", """
    updated = {}
    for key in parameters:
        updated[key] = parameters[key] - 0.01 * grads["d" + key]
    return updated""",
     ("learning_rate_fixed",)),
    ("two_layer_model", """
    costs = []
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    return parameters, costs""",
     "Something in that line is None: a function without a return gives"),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "sigmoid")

        parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("sigmoid_on_the_way_back",)),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")

        parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
        if i % 10 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("another_interval",)),
    ("two_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters(*layers_dims, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")

        parameters = update_parameters(parameters, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, cost""",
     "costs should be a list or tuple of 3, got float"),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    p = AL > 0.5
    return np.sum(p == y) / y.shape[1]""",
     ("accuracy",)),
    ("predict", """
    A1, _ = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
    A2, _ = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
    return (A2 > 0.5).astype(int)""",
     "The dictionary holds no W2. The layers are numbered from 1 to L, and"),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    return (AL > 0.5).astype(int).T""",
     "Wherever p is wrong, it is right but for its axes: rows and columns are swapped."),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)

        parameters = update_parameters(parameters, grads, 0.0075)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("learning_rate_fixed",)),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)

        parameters = update_parameters(parameters, grads, learning_rate)
    costs.append(cost)
    return parameters, costs""",
     "costs should be a list or tuple of 3, got a list of"),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)

        update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("never_updated",)),
    ("L_layer_model", """
    costs = []
    if parameters is None:
        parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)

        parameters = update_parameters(parameters, grads)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "In that call something is missing: 'learning_rate'. How many things"),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / 2*m) / (1 + z**2 / m)
    half = z * np.sqrt(p * (1 - p) / m + z**2 / 4*m**2) / (1 + z**2 / m)
    return centre - half, centre + half""",
     ("product_below_the_line",)),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre, half""",
     ("centre_and_half_width",)),
    ("accuracy_interval", """
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre - half, centre + half""",
     "There is no p at that line. Is it spelt as in the line that makes it,"),
    ("accuracy_interval", """
    p = n_correct // m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre - half, centre + half""",
     ("whole_division",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = rng.randn(n_y, n_x) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}""",
     ("second_layer_on_the_input",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) * 0.01
    b1 = np.zeros((n_h, 1))
    W2 = rng.randn(n_y, n_h) * 0.01
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2}""",
     "parameters should be a dictionary with the keys b1, b2, got"),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = np.random.randn(n_h, n_x) * 0.01
    W2 = np.random.randn(n_y, n_h) * 0.01
    parameters = {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
    return parameters""",
     ("global_generator",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1 = rng.randn(n_h, n_x) + 0.01
    W2 = rng.randn(n_y, n_h) + 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}""",
     ("factor_added",)),
    ("initialize_parameters", """
    rng = np.random.RandomState(seed)
    W1, W2 = rng.randn(n_h, n_x) * 0.01, rng.randn(n_y, n_h) * 0.01
    return {"W1": W1, "b1": zeros((n_h, 1)), "W2": W2, "b2": zeros((n_y, 1))}""",
     "There is no zeros at that line. Is it spelt as in the line that makes"),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1])
        if scale == "sqrt":
            parameters["W" + str(l)] / np.sqrt(layer_dims[l-1])
        else:
            parameters["W" + str(l)] * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("not_scaled",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        if scale == "sqrt":
            scale = 1 / np.sqrt(layer_dims[l-1])
        parameters["W" + str(l)] = rng.randn(layer_dims[l], layer_dims[l-1]) * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     ("root_of_the_first_size",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(1, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1]) if scale == "sqrt" else W * scale
    return parameters""",
     ("no_biases",)),
    ("initialize_parameters_deep", """
    rng = np.random.RandomState(seed)
    parameters = {}
    for l in range(0, len(layer_dims)):
        W = rng.randn(layer_dims[l], layer_dims[l-1])
        parameters["W" + str(l)] = W / np.sqrt(layer_dims[l-1]) if scale == "sqrt" else W * scale
        parameters["b" + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters""",
     "parameters should be a dictionary with the keys W1, W2, got"),
    ("linear_forward", """
    Z = A.dot(W) + b
    return Z, (A, W, b)""",
     ("a_and_w_swapped",)),
    ("linear_forward", """
    Z = np.dot(W, A)
    Z += b
    cache = (Z, W, b)
    return Z, cache""",
     ("result_in_the_cache",)),
    ("linear_forward", """
    Z = W @ A + b
    cache = (A, W, b)
    return Z""",
     ("only_z",)),
    ("linear_forward", """
    Z = np.dot(W, A) + b[0]
    return Z, (A, W, b)""",
     ("first_bias_only",)),
    ("linear_forward", """
    Z = W @ A + b
    A = np.maximum(0, Z)
    return A, (A, W, b)""",
     ("activated_already",)),
    ("linear_activation_forward", """
    if activation == "sigmoid":
        A, activation_cache = sigmoid(A_prev)
        Z, linear_cache = linear_forward(A, W, b)
    else:
        A, activation_cache = relu(A_prev)
        Z, linear_cache = linear_forward(A, W, b)
    return Z, (linear_cache, activation_cache)""",
     "A[0, 0] should be 0.96890023, got"),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "sigmoid":
        A, activation_cache = sigmoid(Z)
    elif activation == "ReLU":
        A, activation_cache = relu(Z)
    return A, (linear_cache, activation_cache)""",
     "A gets a value in this function, but not before that line, not in"),
    ("linear_activation_forward", """
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = relu(Z) if activation == "relu" else sigmoid(Z)
    return A, (linear_cache + (activation_cache,))""",
     ("caches_in_one_row",)),
    ("linear_activation_forward", """
    Z = np.dot(W, A_prev) + b
    A = math.exp(Z) if activation == "sigmoid" else np.maximum(0, Z)
    return A, ((A_prev, W, b), Z)""",
     "The module math is not imported, and it calculates with single"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    return AL, caches""",
     ("last_cache_missing",)),
    ("L_model_forward", """
    caches = []
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     "A gets a value in this function, but not before that line, not in"),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L + 1):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
    return sigmoid(A)[0], caches""",
     ("relu_before_the_sigmoid",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], "relu")
        caches.append(cache)
        return A, caches
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     ("returned_too_early",)),
    ("L_model_forward", """
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A, cache = linear_activation_forward(A, parameters["W" + l], parameters["b" + l], "relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + L], parameters["b" + L], "sigmoid")
    caches.append(cache)
    return AL, caches""",
     "A text and a number cannot be joined by +: str(...) makes a text of the number."),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = -1 / m * np.sum(np.dot(Y, np.log(AL)) + np.dot(1 - Y, np.log(1 - AL)))
    return cost""",
     "The shapes (1,3) and (1,3) do not meet in a matrix product: the"),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    cost = -np.mean(Y * np.log(AL)) + (1 - Y) * np.log(1 - AL)
    return cost""",
     "cost should have the shape (), got (1,"),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = - 1 / m * np.sum(Y * AL + (1 - Y) * (1 - AL))
    return cost""",
     ("no_logarithm",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = -1 / (m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)))
    return cost""",
     ("sum_below_the_line",)),
    ("compute_cost", """
    AL = keep_off_0_and_1(AL)
    m = Y.shape[1]
    cost = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return int(cost)""",
     "cost should be 0.41493160, got"),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1 / m * np.dot(dZ.T, A_prev)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     "The shapes (2,1) and (3,2) do not meet in a matrix product: the"),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[0]
    dW = 1 / m * np.dot(dZ, A_prev.T)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dW, db, dA_prev""",
     ("divided_by_inputs", "another_order")),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1 / m * np.dot(dZ, A_prev.T)
    db = 1 / m * np.sum(dZ, axis=1, keepdims=False)
    dA_prev = np.dot(W.T, dW)
    return dA_prev, dW, db""",
     ("bias_without_keepdims",)),
    ("linear_backward", """
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = 1 / m * np.dot(dZ, A_prev.T)
    db = 1 / m * np.sum(dZ, axis=1)
    db = db.reshape(1, -1)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db""",
     "Wherever db is wrong, it is right but for its axes: rows and columns are swapped."),
    ("linear_activation_backward", """
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(dA, activation_cache)
    elif activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
    dA_prev, dW, db = linear_backward(dZ, activation_cache)
    return dA_prev, dW, db""",
     "The way back through the linear part wants linear_cache, the tuple"),
    ("linear_activation_backward", """
    linear_cache, activation_cache = cache
    if activation == "relu":
        dZ = relu_backward(dA, activation_cache)
    elif activation == "sigmoid":
        dZ = sigmoid_backward(dA, activation_cache)
    dA_prev, dW, db = linear_backward(dA, linear_cache)
    return dA_prev, dW, db""",
     ("no_slope",)),
    ("linear_activation_backward", """
    linear_cache, Z = cache
    dZ = dA * np.maximum(0, Z) if activation == "relu" else dA * sigmoid(Z)[0] * (1 - sigmoid(Z)[0])
    return linear_backward(dZ, linear_cache)""",
     ("activation_for_slope",)),
    ("L_model_backward", """
    L, grads = len(caches), {}
    AL = keep_off_0_and_1(AL)
    dA = -(Y / AL) - (1 - Y) / (1 - AL)
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        dA, grads["dW" + str(l)], grads["db" + str(l)] = linear_activation_backward(dA, caches[l - 1], activation)
        grads["dA" + str(l)] = dA
    return grads""",
     ("plus_between",)),
    ("L_model_backward", """
    L, grads = len(caches), {}
    AL = keep_off_0_and_1(AL)
    dA = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == 1 else "relu"
        dA, grads["dW" + str(l)], grads["db" + str(l)] = linear_activation_backward(dA, caches[l - 1], activation)
        grads["dA" + str(l)] = dA
    return grads""",
     ("sigmoid_in_the_first_layer",)),
    ("L_model_backward", """
    L, grads = len(caches), {}
    AL = keep_off_0_and_1(AL)
    dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    dA, dW, db = linear_activation_backward(dAL, caches, "sigmoid")
    return grads""",
     "The way back through an activation wants Z, the activation_cache, and"),
    ("L_model_backward", """
    L, grads = len(caches), {}
    AL = keep_off_0_and_1(AL)
    dA = np.dot(Y, np.log(AL))
    return grads""",
     "The shapes (1,2) and (1,2) do not meet in a matrix product: the"),
    ("update_parameters", """
    L = len(parameters) // 2
    updated = {}
    for l in range(1, L + 1):
        updated["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        updated["b" + str(l)] = parameters["b" + str(l)] + learning_rate * grads["db" + str(l)]
    return updated""",
     ("uphill",)),
    ("update_parameters", """
    L = len(parameters) // 2
    updated = {}
    for l in range(1, L + 1):
        updated["W" + str(l)] = parameters["W" + str(l)] - learning_rate @ grads["dW" + str(l)]
        updated["b" + str(l)] = parameters["b" + str(l)] - learning_rate @ grads["db" + str(l)]
    return updated""",
     "A matrix product needs arrays on both sides, and one of them is a"),
    ("update_parameters", """
    L = len(parameters) // 2
    for l in range(1, L + 1):
        W = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        b = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return parameters""",
     ("nothing_new",)),
    ("update_parameters", """
    L = len(parameters) // 2
    updated = {}
    for l in range(1, L + 1):
        updated["W" + str(l)] = grads["dW" + str(l)] - learning_rate * parameters["W" + str(l)]
        updated["b" + str(l)] = grads["db" + str(l)] - learning_rate * parameters["b" + str(l)]
    return updated""",
     ("gradient_for_parameter",)),
    ("two_layer_model", """
    costs = []
    n_x, n_h, n_y = layers_dims
    if parameters is None:
        parameters = initialize_parameters(n_x, n_h, n_y, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        cost = compute_cost(A2, Y)
        dA2 = (np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
        grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "at a rate at which a right training stays finite. Does every step go downhill?"),
    ("two_layer_model", """
    costs = []
    n_x, n_h, n_y = layers_dims
    if parameters is None:
        parameters = initialize_parameters(n_x, n_h, n_y, seed=seed)
    for i in range(num_iterations):
        A1, cache1 = linear_activation_forward(X, parameters["W1"], parameters["b1"], "relu")
        A2, cache2 = linear_activation_forward(A1, parameters["W2"], parameters["b2"], "sigmoid")
        cost = compute_cost(A2, Y)
        dA2 = -(np.divide(Y, A2) - np.divide(1 - Y, 1 - A2))
        dA1, dW2, db2 = linear_activation_backward(dA2, cache2, "sigmoid")
        dA0, dW1, db1 = linear_activation_backward(dA1, cache1, "relu")
        parameters = update_parameters(parameters, {"dW1": dW2, "db1": db2, "dW2": dW1, "db2": db1}, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     "A function of the course refuses what it gets in that line: look at grads['dW1']."),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    p = np.argmax(AL, axis=0)
    return p.reshape(1, -1)""",
     "Wherever p is wrong, it is 0 everywhere."),
    ("predict", """
    p = L_model_forward(X, parameters)[0] > 0.5
    return p.all()""",
     "Wherever p is wrong, it is 0 everywhere."),
    ("predict", """
    AL, caches = L_model_forward(X, parameters)
    p = (AL > 0.5).astype(int)
    return p == y""",
     ("right_or_wrong",)),
    ("L_layer_model", """
    costs = []
    parameters = initialize_parameters_deep(layers_dims, seed=seed)
    for i in range(num_iterations):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("given_start_ignored",)),
    ("L_layer_model", """
    costs = []
    if parameters == None:
        parameters = initialize_parameters_deep(layers_dims)
    for i in range(1, num_iterations + 1):
        AL, caches = L_model_forward(X, parameters)
        cost = compute_cost(AL, Y)
        grads = L_model_backward(AL, Y, caches)
        parameters = update_parameters(parameters, grads, learning_rate)
        if i % 100 == 0:
            costs.append(cost)
    return parameters, costs""",
     ("seed_ignored", "begins_at_1")),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return centre + half_width, centre - half_width""",
     ("another_order",)),
    ("accuracy_interval", """
    p = n_correct / m
    centre = p + z**2 / (2 * m) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / (1 + z**2 / m)
    return max(0, centre - half_width), min(1, centre + half_width)""",
     ("numerator_without_parentheses",)),
    ("accuracy_interval", """
    p = n_correct / m
    centre = (p + z**2 / (2 * m)) / (1 + z**2 / m)
    half_width = z * np.sqrt(p * (1 - p) / m) + z**2 / (4 * m**2) / (1 + z**2 / m)
    return max(0, centre - half_width), min(1, centre + half_width)""",
     ("root_of_the_first_term",)),
]

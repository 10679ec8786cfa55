"""Known wrong versions of the exercise of lesson 7; what to say to each stands in messages/NAME.toml."""
from dnn_utils.backward import L_model_backward
from dnn_utils.cost import compute_cost
from dnn_utils.forward import L_model_forward
from dnn_utils.initialization import initialize_parameters_deep
from dnn_utils.update import update_parameters


def training(X, Y, layers_dims, learning_rate=0.0075, num_iterations=3000, print_cost=False, parameters=None, seed=1, *,
             given=True, own_seed=True, scale="sqrt", updates=True, cost_after=False, every=100, rate=None, turns=0):
    """Train as the lesson does, but for one slip."""
    if parameters is None or not given:
        parameters = initialize_parameters_deep(layers_dims, seed if own_seed else 1, scale)
    costs = []
    for i in range(num_iterations + turns):
        AL, caches = L_model_forward(X, parameters)
        if i % every == 0 and not cost_after:
            costs.append(compute_cost(AL, Y))
        if updates:
            grads = L_model_backward(AL, Y, caches)
            parameters = update_parameters(parameters, grads, learning_rate if rate is None else rate)
        if i % every == 0 and cost_after:
            costs.append(compute_cost(L_model_forward(X, parameters)[0], Y))
    return parameters, costs


def slip(**changes):
    """Return the training with a slip, as a function of the exercise's arguments."""
    return lambda *arguments: training(*arguments, **changes)


MISCONCEPTIONS = {
    "L_layer_model": {
        "small_start": slip(scale=0.01), "never_updated": slip(updates=False),
        "cost_after_the_step": slip(cost_after=True), "cost_every_time": slip(every=1),
        "given_start_ignored": slip(given=False), "seed_ignored": slip(own_seed=False),
        "learning_rate_fixed": slip(rate=0.0075), "one_turn_short": slip(turns=-1),
    },
}

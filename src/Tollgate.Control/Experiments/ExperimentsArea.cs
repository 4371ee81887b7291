using Microsoft.AspNetCore.Routing;
using Tollgate.Balancing;
using Tollgate.Control.Http;

namespace Tollgate.Control.Experiments;

/// <summary><c>/api/experiments</c>: how the arms of experiments do, against each other.</summary>
internal static class ExperimentsArea
{
    private static readonly ApiOperation Get = new("getExperiments", "Routing", "Results of experiments, canaries and shadows")
    {
        Description = "Counted by this process since it began; an arm that leaves the configuration is forgotten.",
        Answer = ExperimentJson.Default.ExperimentsBody,
        AnswerExample = """
            {"experiments":[{"name":"prompt-speed","arms":[
              {"name":"a","requests":5021,"errors":3,"input_tokens":812000,"output_tokens":240100,"cost_nanousd":310000000,"mean_first_token_ms":212.4,"mean_ms":1840.2},
              {"name":"b","requests":4979,"errors":41,"input_tokens":808100,"output_tokens":251900,"cost_nanousd":120000000,"mean_first_token_ms":431.9,"mean_ms":2210.7}]}],
             "shadows":[{"model":"smart","in_flight":1,"answered":98,"failed":1,"dropped":4,"input_tokens":16000,"output_tokens":5100,"cost_nanousd":2400000}]}
            """,
    };

    public static void Map(RouteGroupBuilder group, RouteStates routes) =>
        group.MapApi("GET", "/api/experiments", Get, _ => Task.FromResult(Answers.Json(Read(routes), ExperimentJson.Default.ExperimentsBody)));

    private static ExperimentsBody Read(RouteStates routes) => new(
        [.. routes.Results.GroupBy(arm => arm.Experiment, StringComparer.Ordinal).Select(group => new ExperimentBody(group.Key, [.. group.Select(ArmBody.Of)]))],
        [.. routes.Shadows.Select(ShadowBody.Of)]);
}

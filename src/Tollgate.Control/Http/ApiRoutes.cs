using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tollgate.Control.Http;

/// <summary>Maps endpoints together with their description. They are plain delegates: nothing is compiled or reflected over at the start.</summary>
internal static class ApiRoutes
{
    /// <summary>Maps one endpoint.</summary>
    /// <param name="group">Where it belongs.</param>
    /// <param name="method">HTTP method; GET answers HEAD too.</param>
    /// <param name="pattern">The whole path.</param>
    /// <param name="operation">What it takes and gives.</param>
    /// <param name="handler">Runs once key and parameter names are in order.</param>
    public static IEndpointConventionBuilder MapApi(
        this RouteGroupBuilder group, string method, string pattern, ApiOperation operation, ApiHandler handler)
    {
        string[] methods = HttpMethods.IsGet(method) ? [method, HttpMethods.Head] : [method];
        return group.MapMethods(pattern, methods, Run).WithMetadata(operation);

        async Task Run(HttpContext context)
        {
            var result = Refuse(context.Request.Query, operation) ?? await handler(context);
            await result.ExecuteAsync(context);
        }
    }

    private static IResult? Refuse(IQueryCollection query, ApiOperation operation)
    {
        foreach (var (name, values) in query)
        {
            if (!operation.Query.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal)))
            {
                return Answers.Invalid(name, $"The parameter '{Shown(name)}' is unknown here.");
            }

            if (values.Count > 1)
            {
                return Answers.Invalid(name, $"The parameter '{name}' is given twice.");
            }
        }

        return null;
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";
}

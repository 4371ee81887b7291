using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Tollgate.Faults;

namespace Tollgate.Control.Http;

/// <summary>
/// What an endpoint takes and gives. It is both the rule (parameters that it does not name are refused) and the entry in the OpenAPI
/// document, so that the two cannot differ.
/// </summary>
/// <param name="Id">Unique name in camel case, such as <c>listRequests</c>.</param>
/// <param name="Tag">Group of endpoints in the document.</param>
/// <param name="Summary">One line.</param>
internal sealed record ApiOperation(string Id, string Tag, string Summary)
{
    /// <summary>More than the summary, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Parameters of the query. Others are refused, and so is one given twice.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>What stands for the braces of the path.</summary>
    public IReadOnlyList<ApiParameter> Path { get; init; } = [];

    /// <summary>Shape of the JSON body; null for none.</summary>
    public JsonTypeInfo? Body { get; init; }

    /// <summary>An example of the body, as JSON.</summary>
    public string? BodyExample { get; init; }

    /// <summary>Status of success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Shape of the JSON answer; null when it has none.</summary>
    public JsonTypeInfo? Answer { get; init; }

    /// <summary>An example of the answer, as JSON.</summary>
    public string? AnswerExample { get; init; }

    /// <summary>Other media types that the answer can have, such as <c>text/csv</c>.</summary>
    public IReadOnlyList<string> OtherTypes { get; init; } = [];

    /// <summary>Ways to fail, besides those that all endpoints have.</summary>
    public IReadOnlyList<FaultCode> Faults { get; init; } = [];

    /// <summary>Needs no admin key.</summary>
    public bool Public { get; init; }

    /// <summary>Who may do this without the admin key, by a credential of the endpoint's own; null says nobody by that.</summary>
    public Func<HttpContext, AdminCaller?>? Own { get; init; }

    /// <summary>Left out of the document: pages and files for browsers.</summary>
    public bool Hidden { get; init; }
}

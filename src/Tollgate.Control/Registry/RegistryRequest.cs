using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tollgate.Control.Http;
using Tollgate.Control.Store;
using Tollgate.Faults;

namespace Tollgate.Control.Registry;

/// <summary>What requests about the registry have in common.</summary>
internal static class RegistryRequest
{
    /// <summary>The id in the path; null when it can be nobody's.</summary>
    public static string? IdOf(HttpContext context) =>
        context.Request.RouteValues["id"] is string { Length: > 0 and <= EntryId.MaxLength } id ? id : null;

    /// <summary>Who makes the change, and upon what.</summary>
    public static RegistryChange? ChangeOf(HttpContext context, out IResult? refusal, bool replaces = false)
    {
        long? at = null;
        var match = context.Request.Headers.IfMatch.ToString().Trim();
        if (match.Length > 0 && match != "*")
        {
            if (!long.TryParse(match.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                refusal = Answers.Invalid("if-match", "The header If-Match must hold the ETag of the entry.");
                return null;
            }

            at = revision;
        }

        var isDryRun = FlagOf(context, "dry_run", out refusal);
        return refusal is null ? new RegistryChange(StoreAnswers.Actor(context)) { AtRevision = at, Replaces = replaces, IsDryRun = isDryRun } : null;
    }

    /// <summary>A parameter that is true or false.</summary>
    public static bool FlagOf(HttpContext context, string name, out IResult? refusal)
    {
        var text = context.Request.Query[name].ToString();
        refusal = text is "" or "true" or "false" ? null : Answers.Invalid(name, $"The parameter '{name}' must be true or false.");
        return text == "true";
    }

    /// <summary>The answer to a change that was not made.</summary>
    public static IResult Refused(RegistryResult result) => result.Outcome switch
    {
        RegistryOutcome.NotFound => Answers.NotFound,
        RegistryOutcome.Invalid => Answers.Invalid(result.Field, result.Message),
        _ => Answers.Fault(new GatewayFault(FaultCode.Conflict, result.Message, result.Field)),
    };

    /// <summary>For what is not in the store.</summary>
    public static IResult ReadOnly(string origin) => Answers.Fault(new GatewayFault(
        FaultCode.Conflict,
        origin == "file" ? "This entry comes from the configuration file and can be changed only there." : "This entry comes from the environment and can be changed only there."));

    /// <summary>Names the revision that the answer shows.</summary>
    public static void Tag(HttpContext context, long? revision)
    {
        if (revision is > 0)
        {
            context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
        }
    }
}

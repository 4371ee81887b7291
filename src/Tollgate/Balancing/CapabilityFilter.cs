using Tollgate.Faults;
using Tollgate.Listening;
using Tollgate.Surfaces;

namespace Tollgate.Balancing;

/// <summary>Which candidates can serve the request at all. What the configuration says binds; the price list's figures only prefer.</summary>
internal static class CapabilityFilter
{
    /// <summary>No tokenizer makes more tokens than this of a prompt's bytes: shorter prompts need not be counted.</summary>
    private const int LeastBytesPerToken = 1;

    /// <summary>Notes the candidates that can not, or says why nobody can.</summary>
    /// <param name="request">Routed, its body scanned.</param>
    /// <param name="open">One bit each for the candidates that the request may go to otherwise.</param>
    public static GatewayFault Apply(RequestContext request, ulong open)
    {
        var (lacking, shortest, hasOutput) = Look(request);
        if (lacking == RequestNeeds.None && shortest == long.MaxValue && !hasOutput)
        {
            return default;
        }

        var prompt = request.Fields.Prompt.Of(request.Body.Bytes);
        var needs = request.Fields.Needs;
        if ((lacking & (RequestNeeds.Vision | RequestNeeds.Audio)) != RequestNeeds.None)
        {
            needs |= MediaParts.Find(prompt);
        }

        var input = 0L;
        if (request.Body.Length / LeastBytesPerToken > shortest)
        {
            request.EstimatePrompt();
            input = request.EstimatedInput;
        }

        var output = request.Fields.MaxTokens ?? 0;
        var (unable, unlikely) = (0UL, 0UL);
        for (var i = 0; i < request.Candidates.Length; i++)
        {
            var can = request.Candidates[i].Capabilities;
            if ((can.Lacks & needs) != RequestNeeds.None || Exceeds(input, can.Context) || Exceeds(output, can.MaxOutput))
            {
                unable |= 1UL << i;
            }
            else if (Exceeds(input, can.ListedContext) || Exceeds(output, can.ListedOutput))
            {
                unlikely |= 1UL << i;
            }
        }

        request.Notes.Incapable = (open & ~(unable | unlikely)) != 0 ? unable | unlikely : unable;
        return (open & ~unable) != 0 ? default : new GatewayFault(FaultCode.ValidationError, Describe(request, needs, input, output), "model");
    }

    private static (RequestNeeds Lacking, long ShortestContext, bool HasOutput) Look(RequestContext request)
    {
        var lacking = RequestNeeds.None;
        var shortest = long.MaxValue;
        var hasOutput = false;
        foreach (var candidate in request.Candidates)
        {
            var can = candidate.Capabilities;
            lacking |= can.Lacks;
            shortest = Math.Min(shortest, can.ShortestContext);
            hasOutput |= can.MaxOutput + can.ListedOutput != 0;
        }

        return (lacking, shortest, hasOutput && request.Fields.MaxTokens is not null);
    }

    private static bool Exceeds(long wanted, long most) => most != 0 && wanted > most;

    /// <summary>Names what is missing; only a refused request gets here.</summary>
    private static string Describe(RequestContext request, RequestNeeds needs, long input, long output)
    {
        var missing = new List<string>();
        var all = request.Candidates;
        var lacking = Array.ConvertAll(all, c => c.Capabilities.Lacks & needs).Aggregate((a, b) => a | b);
        if ((lacking & RequestNeeds.Vision) != RequestNeeds.None) { missing.Add("pictures"); }
        if ((lacking & RequestNeeds.Audio) != RequestNeeds.None) { missing.Add("sound"); }
        if ((lacking & RequestNeeds.Tools) != RequestNeeds.None) { missing.Add("tools"); }
        if ((lacking & RequestNeeds.JsonSchema) != RequestNeeds.None) { missing.Add("an answer by JSON schema"); }
        if (Array.Exists(all, c => Exceeds(input, c.Capabilities.Context))) { missing.Add($"a prompt of about {input} tokens"); }
        if (Array.Exists(all, c => Exceeds(output, c.Capabilities.MaxOutput))) { missing.Add($"an answer of up to {output} tokens"); }
        return $"No provider of this model takes what the request needs: {string.Join(", ", missing)}.";
    }
}

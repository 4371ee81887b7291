using Tollgate.Listening;
using Tollgate.Metering.Bpe;

namespace Tollgate.Metering;

/// <summary>Tokens of a request's prompt as counted here, for when no usage comes: by its shape while it is not known whether any will, and once as well as they can be counted.</summary>
internal struct PromptCount
{
    private long _tokensAndOne;
    private bool _isCounted;

    /// <summary>The count; -1 while there is none.</summary>
    public readonly long Tokens => _tokensAndOne - 1;

    /// <summary>It is by the model's vocabulary.</summary>
    public readonly bool IsCounted => _isCounted;

    /// <summary>It was counted elsewhere.</summary>
    public void Take(long tokens) => (_tokensAndOne, _isCounted) = (tokens + 1, true);

    /// <summary>Makes sure that there is one, while the prompt's bytes are still here.</summary>
    public void Estimate(RequestContext request)
    {
        if (request.Metered && _tokensAndOne == 0 && request.Head is not null)
        {
            _tokensAndOne = 1 + (request.BodyRead == 0 ? 0 : PromptEstimator.Count(request.Body.Bytes));
        }
    }

    /// <summary>Makes sure that it is by the model's vocabulary, where it has one.</summary>
    public void Count(RequestContext request)
    {
        if (request.Metered && !_isCounted && request.Head is not null && request.BodyRead != 0 && LocalTokens.CountPrompt(request) is >= 0 and var counted)
        {
            Take(counted);
        }

        Estimate(request);
    }
}

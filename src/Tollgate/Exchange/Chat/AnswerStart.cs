namespace Tollgate.Exchange.Chat;

/// <summary>What an answer begins with.</summary>
internal readonly record struct AnswerStart
{
    /// <summary>The provider's id of it; empty where it gives none. Writers make an id in their own format's style.</summary>
    public JsonString Id { get; init; }

    /// <summary>The model that answered, by the provider's name.</summary>
    public JsonString Model { get; init; }

    /// <summary>Seconds since 1970; 0 where the provider does not say.</summary>
    public long Created { get; init; }
}

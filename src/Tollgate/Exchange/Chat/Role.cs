namespace Tollgate.Exchange.Chat;

/// <summary>Who speaks in a turn.</summary>
internal enum Role : byte
{
    /// <summary>Whoever runs the application: <c>system</c> and <c>developer</c>.</summary>
    System,

    /// <summary>The person, and the tools, whose results stand in its turn.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

using Tollgate.Exchange.Chat;

namespace Tollgate.Streaming;

/// <summary>Whose conversation it is, for what is kept between its turns.</summary>
/// <param name="Memory">Where reasoning is kept for clients that cannot send it back.</param>
/// <param name="Owner">The caller's key.</param>
internal readonly record struct TranslationParties(ReasoningMemory? Memory, ulong Owner);

namespace Tollgate.Metering.Bpe;

/// <summary>A vocabulary and the content that it was read from, so that a reload of the configuration need not read the same again.</summary>
/// <param name="Vocabulary">What configurations share as long as the content is the same.</param>
/// <param name="Digest">SHA-256 of the content, in hexadecimal.</param>
internal sealed record LoadedVocabulary(BpeVocabulary Vocabulary, string Digest);

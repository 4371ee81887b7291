namespace Tollgate.Control.Secrets;

/// <summary>There is no usable master key. The message says what to do and shows no key.</summary>
internal sealed class MasterKeyException(string message) : Exception(message);

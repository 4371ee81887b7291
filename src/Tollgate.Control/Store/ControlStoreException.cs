namespace Tollgate.Control.Store;

/// <summary>The control store did not do what it was asked. The message is for operators and holds no data of the store.</summary>
internal sealed class ControlStoreException : Exception
{
    public ControlStoreException(StoreFaultKind kind, string message, Exception? cause = null)
        : base(message, cause) => Kind = kind;

    public StoreFaultKind Kind { get; }
}

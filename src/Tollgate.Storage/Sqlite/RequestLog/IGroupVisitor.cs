namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Takes in rollups, one source after another.</summary>
internal interface IGroupVisitor
{
    /// <summary>What follows comes from this source, in whose numbers its texts are. False: nothing in it is wanted.</summary>
    bool Begin(GroupSource source);

    void Visit(ref readonly GroupRow row);
}

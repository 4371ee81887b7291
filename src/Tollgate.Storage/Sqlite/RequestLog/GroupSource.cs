namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>A rollup of one day, with the texts that its numbers stand for.</summary>
internal abstract class GroupSource
{
    /// <summary>Number of the empty text in every source.</summary>
    public const int Empty = 0;

    /// <summary>Number of the text that stands for all that were too many.</summary>
    public const int Other = 1;

    public const string OtherText = "other";

    public abstract string Text(int number);

    /// <summary>The number of a text; -1 when it does not occur.</summary>
    public abstract int NumberOf(string text);

    /// <summary>Shows groups that have requests, of these hours.</summary>
    public abstract void Read(int fromHour, int toHour, IGroupVisitor visitor);
}

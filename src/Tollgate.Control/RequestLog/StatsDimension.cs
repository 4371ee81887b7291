namespace Tollgate.Control.RequestLog;

/// <summary>What totals can be grouped by: the columns of the rollup.</summary>
internal enum StatsDimension
{
    Key,
    Org,
    Team,
    User,
    App,
    Provider,
    Model,
    Surface,
    Status,
    ErrorClass,
}

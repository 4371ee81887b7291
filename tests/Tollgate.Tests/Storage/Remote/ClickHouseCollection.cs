using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.Tests.Storage.Remote;

/// <summary>Tests that share one ClickHouse, each with a database of its own.</summary>
[CollectionDefinition("clickhouse")]
public sealed class ClickHouseCollection : ICollectionFixture<ClickHouseServer>;

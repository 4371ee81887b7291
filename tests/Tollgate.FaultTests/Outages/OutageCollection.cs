using Tollgate.TestSupport;
using Xunit;

namespace Tollgate.FaultTests.Outages;

/// <summary>Tests that share real servers, and kill them: one at a time.</summary>
[CollectionDefinition("outages")]
public sealed class OutageCollection : ICollectionFixture<PostgresServer>, ICollectionFixture<ClickHouseServer>, ICollectionFixture<InfluxServer>;

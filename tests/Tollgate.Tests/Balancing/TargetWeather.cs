namespace Tollgate.Tests.Balancing;

/// <summary>How a simulated target behaves at one time.</summary>
/// <param name="LatencyMs">Median time to its first byte.</param>
/// <param name="FailureShare">Share of requests that fail.</param>
/// <param name="Cost">Price of a request.</param>
/// <param name="LoadFactor">How much slower one request under way makes the next.</param>
internal readonly record struct TargetWeather(double LatencyMs, double FailureShare = 0, double Cost = 1, double LoadFactor = 0);

namespace Spacemesh.Storage.Sqlite.Caching;

/// <summary>Entries of each kind (<c>main.db-query-cache-sizes</c>); zero or less means 100 (spec 10 §2.9, §9.4).</summary>
public sealed record QueryCacheOptions
{
    private const int Default = 100;

    public int EpochAtxs { get; init => field = value > 0 ? value : Default; } = 20;

    public int AtxBlobs { get; init => field = value > 0 ? value : Default; } = 10_000;

    public int ActiveSetBlobs { get; init => field = value > 0 ? value : Default; } = 200;
}

using System.Globalization;
using System.Text.Json;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Bootstrapper;

/// <summary>A beacon that nobody can choose: the end of the hash of a Bitcoin block that is deep enough (spec 09b §12).</summary>
internal static class BitcoinBeacon
{
    private const ulong Confirmations = 7;

    public static async Task<Beacon> GetAsync(HttpClient http, string endpoint, CancellationToken cancellationToken)
    {
        ulong latest = (await GetAsync<ulong>(http, endpoint, "height", value => value.GetUInt64(), cancellationToken)).Value;
        if (latest <= Confirmations)
            throw new BootstrapperException($"{endpoint}: height {latest} is no height");
        ulong height = latest - Confirmations;
        var (hash, actual) = await GetAsync(http, $"{endpoint.TrimEnd('/')}/blocks/{height.ToString(CultureInfo.InvariantCulture)}", "hash", value => value.GetString()!, cancellationToken);
        return actual == height
            ? OfHash(hash)
            : throw new BootstrapperException($"{endpoint}: block {actual} instead of {height}");
    }

    /// <summary>The last four bytes of a block's hash.</summary>
    public static Beacon OfHash(string hash)
    {
        try
        {
            byte[] bytes = Convert.FromHexString(hash);
            return bytes.Length >= Beacon.Size ? Beacon.FromBytes(bytes.AsSpan(bytes.Length - Beacon.Size)) : throw new BootstrapperException($"hash '{hash}' is too short");
        }
        catch (FormatException exception)
        {
            throw new BootstrapperException($"hash '{hash}' is not hexadecimal", exception);
        }
    }

    private static async Task<(T Value, ulong Height)> GetAsync<T>(HttpClient http, string address, string field, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        try
        {
            byte[] body = await http.GetByteArrayAsync(new Uri(address), cancellationToken);
            using var document = JsonDocument.Parse(body);
            return (read(document.RootElement.GetProperty(field)), document.RootElement.GetProperty("height").GetUInt64());
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or UriFormatException)
        {
            throw new BootstrapperException($"query bitcoin block from {address}: {exception.Message}", exception);
        }
    }
}

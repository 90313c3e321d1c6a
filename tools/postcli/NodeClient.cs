using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Spacemesh.Primitives;

namespace Spacemesh.Postcli;

/// <summary>Asks a node's JSON API for the ATX to commit to: the highest one it knows.</summary>
internal sealed class NodeClient(HttpClient http)
{
    private const string HighestPath = "/spacemesh.v1.ActivationService/Highest";
    private const int AnswerLimit = 1 << 20;

    // Genesis time and extra data of mainnet (spec 01 §5.4).
    private static readonly AtxId MainnetGolden =
        AtxId.FromBytes(Convert.FromHexString("9eebff023abb17ccb775c602daade8ed708f0a50d3149a42801184f5b74f2865"));

    /// <exception cref="ExitException">The node cannot be asked, or does not know any ATX yet.</exception>
    public async Task<AtxId> HighestAtxAsync(string address, CancellationToken cancellationToken)
    {
        string url = (address.Contains("://", StringComparison.Ordinal) ? address : "http://" + address).TrimEnd('/') + HighestPath;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new ExitException(1, $"cli: -node {address} is no address; give that of the node's JSON API, like http://127.0.0.1:9094");
        AtxId atx;
        try
        {
            using var content = new StringContent("", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await http.PostAsync(uri, content, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new ExitException(1, $"cli: the node at {address} answered {(int)response.StatusCode}; does it offer the activation service on its JSON listener?");
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (answer.Length > AnswerLimit)
                throw new ExitException(1, $"cli: the answer of the node at {address} is too long");
            using var document = JsonDocument.Parse(answer);
            byte[] id = document.RootElement.GetProperty("atx").GetProperty("id").GetProperty("id").GetBytesFromBase64();
            atx = AtxId.FromBytes(id);
        }
        catch (HttpRequestException exception)
        {
            throw new ExitException(1, $"cli: the node at {address} cannot be reached: {exception.Message}");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ExitException(1, $"cli: the node at {address} did not answer with an ATX: {exception.Message}");
        }

        if (atx == MainnetGolden)
            throw new ExitException(1, $"cli: the node at {address} is not synchronized: it knows no ATX but the golden one of mainnet, which is not to be committed to");
        return atx;
    }
}

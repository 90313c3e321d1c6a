using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Spacemesh.Tools.Testnet;

/// <summary>Whether the running nodes tell the same story: per layer one state root, one block; per epoch one beacon.</summary>
/// <param name="Layers">What they say of each layer.</param>
/// <param name="Beacons">Different beacons of each epoch.</param>
/// <param name="Silent">Nodes that did not answer, and why.</param>
internal sealed record ConsistencyReport(IReadOnlyList<LayerAgreement> Layers, IReadOnlyDictionary<uint, IReadOnlyList<string>> Beacons, IReadOnlyDictionary<int, string> Silent)
{
    private const int LayersAtATime = 100;

    /// <summary>State root of a layer without a block: the hash of no changes.</summary>
    private const string Unchanged = "rxNJufX5oaagQE3qNtzJSZvLJcmtwRK3zJqTyuQfMmI=";

    /// <summary>Layers that at least two nodes applied.</summary>
    public int Compared => Layers.Count(layer => layer.Nodes > 1);

    public bool Agrees => Silent.Count == 0 && Layers.All(layer => layer.Agrees) && Beacons.Values.All(told => told.Count == 1);

    public int WithBlock => Layers.Count(layer => layer.Blocks.Any(block => block.Length > 0));

    public static async Task<ConsistencyReport> MakeAsync(Testnet testnet, HttpClient http, CancellationToken cancellationToken)
    {
        var told = new SortedDictionary<uint, List<(string Root, string Block)>>();
        var silent = new Dictionary<int, string>();
        foreach (var node in testnet.Nodes.Where(node => node is { IsRunning: true, IsPaused: false }))
        {
            try
            {
                await foreach (var (layer, root, block) in LayersAsync(node, http, cancellationToken))
                {
                    if (!told.TryGetValue(layer, out var list))
                        told.Add(layer, list = []);
                    list.Add((root, block));
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                silent[node.Number] = exception.Message;
            }
        }

        return new ConsistencyReport(
            [.. told.Select(entry => new LayerAgreement(entry.Key, entry.Value.Count, [.. entry.Value.Select(said => said.Root).Distinct()], [.. entry.Value.Select(said => said.Block).Distinct()]))],
            testnet.Nodes.Where(node => node.IsRunning).SelectMany(node => node.Beacons).GroupBy(told => told.Key).OrderBy(epoch => epoch.Key)
                .ToDictionary(epoch => epoch.Key, epoch => (IReadOnlyList<string>)[.. epoch.Select(told => told.Value).Distinct()]),
            silent);
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var layer in Layers)
        {
            string block = layer.Blocks is [var only] ? only.Length == 0 ? "no block" : $"block {only[..Math.Min(10, only.Length)]}" : $"{layer.Blocks.Count} BLOCKS";
            string root = layer.Roots is [var one] ? $"root {one[..Math.Min(10, one.Length)]}" : $"{layer.Roots.Count} ROOTS";
            text.AppendLine(CultureInfo.InvariantCulture, $"layer {layer.Layer,5}  {layer.Nodes} nodes  {block,-18}  {root}");
        }

        foreach (var (epoch, told) in Beacons)
            text.AppendLine(CultureInfo.InvariantCulture, $"epoch {epoch,5}  beacon {string.Join(" AND ", told)}");
        foreach (var (node, reason) in Silent)
            text.AppendLine(CultureInfo.InvariantCulture, $"node {node} did not answer: {reason}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Compared} layers compared, {WithBlock} of {Layers.Count} with a block: {(Agrees ? "all nodes agree" : "THE NODES DISAGREE")}");
        return text.ToString();
    }

    private static async IAsyncEnumerable<(uint Layer, string Root, string Block)> LayersAsync(
        TestnetNode node, HttpClient http, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int offset = 0; ; offset += LayersAtATime)
        {
            using var response = await http.PostAsJsonAsync(
                new Uri(node.Json, "spacemesh.v2alpha1.LayerService/List"), new { start_layer = 0, end_layer = int.MaxValue, offset, limit = LayersAtATime }, cancellationToken);
            response.EnsureSuccessStatusCode();
            using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            int count = 0;
            foreach (var layer in document.RootElement.TryGetProperty("layers", out var layers) ? layers.EnumerateArray() : default)
            {
                count++;
                if (layer.TryGetProperty("stateHash", out var root) && root.GetString() is { Length: > 0 } text)
                    // A block that a node knows and did not apply, because the others voted against it, is listed too.
                    yield return (layer.GetProperty("number").GetUInt32(), text, text != Unchanged && layer.TryGetProperty("block", out var block) && block.ValueKind == JsonValueKind.Object ? block.GetProperty("id").GetString() ?? "" : "");
            }

            if (count < LayersAtATime)
                yield break;
        }
    }
}

using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Net.Hosting;

/// <summary>
/// <c>connected.txt</c>: the peers that the node was connected with, to begin with after a restart. A checksum, then a line of JSON each
/// (spec 08 §3.1).
/// </summary>
public static class ConnectedPeersFile
{
    public const string FileName = "connected.txt";

    private const int ChecksumSize = 8;
    private const int MaximumSize = 16 << 20;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's bytes.</summary>
    public static byte[] Format(IEnumerable<PeerAddress> peers)
    {
        ArgumentNullException.ThrowIfNull(peers);
        using var buffer = new MemoryStream();
        buffer.Write(new byte[ChecksumSize]);
        foreach (var peer in peers)
        {
            using (var json = new Utf8JsonWriter(buffer, Plain))
            {
                json.WriteStartObject();
                json.WriteString("ID", peer.Id.ToString());
                json.WriteStartArray("Addrs");
                foreach (var address in peer.Addresses)
                    json.WriteStringValue(address.ToString());
                json.WriteEndArray();
                json.WriteEndObject();
            }

            buffer.WriteByte((byte)'\n');
        }

        byte[] file = buffer.ToArray();
        BinaryPrimitives.WriteUInt64BigEndian(file, Crc64.Of(file.AsSpan(ChecksumSize)));
        return file;
    }

    /// <exception cref="FormatException">The bytes are not such a file; the message says why.</exception>
    public static IReadOnlyList<PeerAddress> Parse(ReadOnlySpan<byte> file)
    {
        if (file.Length < ChecksumSize)
            throw new FormatException("the file is too short for its checksum");
        var content = file[ChecksumSize..];
        // Nothing at all has a checksum of its own: eight zero bytes.
        if (BinaryPrimitives.ReadUInt64BigEndian(file) != (content.IsEmpty ? 0 : Crc64.Of(content)))
            throw new FormatException("invalid checksum");
        var peers = new List<PeerAddress>();
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            peers.Add(ParseLine(line));
        return peers;
    }

    /// <summary>The peers of a folder's file; null where there is none.</summary>
    /// <exception cref="FormatException">The file is damaged or cannot be read; the message says why.</exception>
    public static IReadOnlyList<PeerAddress>? Load(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            if (!File.Exists(path))
                return null;
            return new FileInfo(path).Length <= MaximumSize ? Parse(File.ReadAllBytes(path)) : throw new FormatException($"the file is larger than {MaximumSize} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>Replaces the folder's file as a whole.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(string directory, IEnumerable<PeerAddress> peers)
    {
        byte[] file = Format(peers);
        string temporary = Path.Combine(directory, $"{FileName[..^4]}.tmp{Environment.ProcessId}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(file);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, Path.Combine(directory, FileName), overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static PeerAddress ParseLine(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            PeerId? id = null;
            var addresses = new List<Multiaddr>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name.Equals("ID", StringComparison.OrdinalIgnoreCase))
                    id = PeerId.Parse(property.Value.GetString() ?? "");
                else if (property.Name.Equals("Addrs", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.Array)
                    addresses.AddRange(property.Value.EnumerateArray().Select(address => Multiaddr.Parse(address.GetString() ?? "")));
            }

            return id is not null ? new PeerAddress(id, addresses) : throw new FormatException("a line has no ID");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"a line is not the JSON of a peer: {exception.Message}", exception);
        }
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Unicode;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Carriage;

/// <summary>
/// What the reference's decoder refuses and Google.Protobuf's lets pass: invalid UTF-8 in string fields, and varints of more than 64 bits.
/// Runs before the decoder, over the fields that the descriptor knows.
/// </summary>
internal sealed class WireCheck
{
    public const string Malformed = "proto: cannot parse invalid wire-format data";
    public const string NotUtf8 = "string field contains invalid UTF-8";
    private const int DeepestMessage = 100;

    private static readonly ConcurrentDictionary<MessageDescriptor, WireCheck> Checks = new();

    private readonly Dictionary<int, MessageDescriptor?> _fields = [];

    private WireCheck(MessageDescriptor message)
    {
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.String)
                _fields[field.FieldNumber] = null;
            else if (field.FieldType == FieldType.Message)
                _fields[field.FieldNumber] = field.MessageType;
        }
    }

    /// <exception cref="RpcException">Internal, with the reference's text.</exception>
    public static void Run(ReadOnlySequence<byte> bytes, MessageDescriptor message)
    {
        if (bytes.IsSingleSegment)
        {
            Of(message).Run(bytes.FirstSpan, DeepestMessage);
            return;
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent((int)bytes.Length);
        try
        {
            bytes.CopyTo(copy);
            Of(message).Run(copy.AsSpan(0, (int)bytes.Length), DeepestMessage);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    public static RpcException Refusal(string reason) => new(StatusCode.Internal, $"grpc: error unmarshalling request: {reason}");

    private static WireCheck Of(MessageDescriptor message) => Checks.GetOrAdd(message, static key => new WireCheck(key));

    private void Run(ReadOnlySpan<byte> bytes, int depth)
    {
        if (depth == 0)
            throw Refusal(Malformed);
        int groups = 0;
        while (!bytes.IsEmpty)
        {
            ulong tag = Varint(ref bytes);
            int number = (int)(tag >> 3);
            if (tag >> 3 is 0 or > 536870911)
                throw Refusal(Malformed);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref bytes);
                    break;
                case 1:
                    Skip(ref bytes, 8);
                    break;
                case 2:
                    var value = Skip(ref bytes, Varint(ref bytes));
                    if (groups == 0 && _fields.TryGetValue(number, out var nested))
                        Check(value, nested, depth);
                    break;
                case 3:
                    if (++groups > depth)
                        throw Refusal(Malformed);
                    break;
                case 4:
                    if (--groups < 0)
                        throw Refusal(Malformed);
                    break;
                case 5:
                    Skip(ref bytes, 4);
                    break;
                default:
                    throw Refusal(Malformed);
            }
        }

        if (groups != 0)
            throw Refusal(Malformed);
    }

    private static void Check(ReadOnlySpan<byte> value, MessageDescriptor? nested, int depth)
    {
        if (nested is not null)
            Of(nested).Run(value, depth - 1);
        else if (!Utf8.IsValid(value))
            throw Refusal(NotUtf8);
    }

    private static ReadOnlySpan<byte> Skip(ref ReadOnlySpan<byte> bytes, ulong count)
    {
        if (count > (ulong)bytes.Length)
            throw Refusal(Malformed);
        var skipped = bytes[..(int)count];
        bytes = bytes[(int)count..];
        return skipped;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < 10 && i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (i == 9 && b > 1)
                break;
            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw Refusal(Malformed);
    }
}

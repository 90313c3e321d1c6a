using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Reflection;

/// <summary>
/// Protobuf files by name and by the symbols they define, with their bytes as given: reflection serves those bytes unchanged.
/// </summary>
public sealed class DescriptorPool
{
    private readonly Dictionary<string, PooledFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PooledFile> _symbols = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Type, int Number), PooledFile> _extensions = [];

    private DescriptorPool(IEnumerable<PooledFile> files)
    {
        foreach (var file in files)
        {
            if (_files.TryAdd(file.Name, file))
                Index(file);
        }
    }

    /// <summary>The names of the files, sorted.</summary>
    public IEnumerable<string> FileNames => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>A serialised <c>FileDescriptorSet</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such set, or an import is missing from it.</exception>
    public static DescriptorPool Parse(ReadOnlySpan<byte> fileDescriptorSet)
    {
        try
        {
            var files = new List<PooledFile>();
            var input = new CodedInputStream(fileDescriptorSet.ToArray());
            while (input.ReadTag() is var tag && tag != 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) == 1)
                    files.Add(new PooledFile(input.ReadBytes()));
                else
                    input.SkipLastField();
            }

            var pool = new DescriptorPool(files);
            foreach (var file in pool._files.Values)
            {
                foreach (string import in file.Proto.Dependency)
                {
                    if (!pool._files.ContainsKey(import))
                        throw new InvalidDataException($"The descriptor set holds {file.Name} but not {import}, which it imports.");
                }
            }

            return pool;
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException($"The bytes are no FileDescriptorSet: {exception.Message}", exception);
        }
    }

    /// <summary>A set embedded in an assembly (<c>Embed="true"</c> in eng/Protobuf.targets).</summary>
    public static DescriptorPool FromResource(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"{assembly.GetName().Name} embeds no {name}.", nameof(name));
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(bytes.ToArray());
    }

    /// <summary>The files of generated types and all they import. Their bytes lack the JSON names that a set of protoc has.</summary>
    public static DescriptorPool Of(IEnumerable<FileDescriptor> files)
    {
        var found = new Dictionary<string, PooledFile>(StringComparer.Ordinal);
        var queue = new Queue<FileDescriptor>(files);
        while (queue.TryDequeue(out var file))
        {
            if (!found.TryAdd(file.Name, new PooledFile(file.SerializedData)))
                continue;
            foreach (var import in file.Dependencies)
                queue.Enqueue(import);
        }

        return new DescriptorPool(found.Values);
    }

    /// <summary>This pool and the files of another that it lacks.</summary>
    public DescriptorPool With(DescriptorPool other) => new(_files.Values.Concat(other._files.Values));

    /// <summary>The bytes of a file, or null.</summary>
    public ByteString? File(string name) => _files.GetValueOrDefault(name)?.Bytes;

    internal PooledFile? FileByName(string name) => _files.GetValueOrDefault(name);

    internal PooledFile? FileOfSymbol(string fullName) => _symbols.GetValueOrDefault(fullName);

    internal PooledFile? FileOfExtension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    internal IEnumerable<int> ExtensionsOf(string type) => _extensions.Keys.Where(key => key.Type == type).Select(key => key.Number);

    private void Index(PooledFile file)
    {
        string package = file.Proto.Package;
        foreach (var message in file.Proto.MessageType)
            Index(file, message, package);
        foreach (var type in file.Proto.EnumType)
            Index(file, type, package);
        foreach (var extension in file.Proto.Extension)
            Index(file, extension, package);
        foreach (var service in file.Proto.Service)
        {
            string name = Add(file, package, service.Name);
            foreach (var method in service.Method)
                Add(file, name, method.Name);
        }
    }

    private void Index(PooledFile file, DescriptorProto message, string scope)
    {
        string name = Add(file, scope, message.Name);
        foreach (var field in message.Field)
            Add(file, name, field.Name);
        foreach (var oneof in message.OneofDecl)
            Add(file, name, oneof.Name);
        foreach (var nested in message.NestedType)
            Index(file, nested, name);
        foreach (var type in message.EnumType)
            Index(file, type, name);
        foreach (var extension in message.Extension)
            Index(file, extension, name);
    }

    private void Index(PooledFile file, EnumDescriptorProto type, string scope)
    {
        Add(file, scope, type.Name);

        // Values are siblings of their enum, not members.
        foreach (var value in type.Value)
            Add(file, scope, value.Name);
    }

    private void Index(PooledFile file, FieldDescriptorProto extension, string scope)
    {
        Add(file, scope, extension.Name);
        _extensions.TryAdd((extension.Extendee.TrimStart('.'), extension.Number), file);
    }

    private string Add(PooledFile file, string scope, string name)
    {
        string fullName = scope.Length == 0 ? name : $"{scope}.{name}";
        _symbols.TryAdd(fullName, file);
        return fullName;
    }
}

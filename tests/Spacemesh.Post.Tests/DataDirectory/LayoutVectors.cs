using System.Text;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.DataDirectory;

[VectorFile("02-layout")]
public sealed class LayoutVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("max_file_size"))
            CheckLayout(vector);
        else if (vector.In.Has("name"))
            CheckName(vector);
        else
            CheckMetadata(vector);
    }

    private static void CheckLayout(VectorCase vector)
    {
        var layout = new PostDataLayout(vector.In.U64("labels_per_unit") * vector.In.U32("num_units"), vector.In.U64("max_file_size"));
        VectorCase.Equal(vector.Out.I64("total_files"), layout.TotalFiles, "total_files");
        FileRange range;
        try
        {
            range = FileRange.Of(layout, vector.In.I64("from_file"), vector.In.Has("to_file") ? vector.In.I64("to_file") : null);
        }
        catch (PostOptionException exception)
        {
            VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, exception.Message, "error");
            return;
        }

        VectorCase.True(!vector.Out.Has("error"), "the range is accepted, an error was expected");
        VectorCase.Equal(vector.Out.I64("first_file"), range.First, "first_file");
        VectorCase.Equal(vector.Out.I64("last_file"), range.Last, "last_file");
        VectorCase.Equal(vector.Out.U64("labels_per_file"), layout.LabelsPerFile, "labels_per_file");
        VectorCase.Equal(vector.Out.U64("labels_in_last_file_of_range"), layout.LabelsIn(range.Last), "labels_in_last_file_of_range");
    }

    private static void CheckName(VectorCase vector)
    {
        string name = vector.In.Text("name");
        if (vector.Out.Has("is_data_file"))
        {
            VectorCase.Equal(vector.Out.Flag("is_data_file"), PostDataFileName.TryParse(name, out _), "is_data_file");
            return;
        }

        bool known = PostDataFileName.TryParseLenient(name, out long index);
        VectorCase.Equal(vector.Out.Has("index"), known, "is a data file");
        if (known)
            VectorCase.Equal(vector.Out.I64("index"), index, "index");
    }

    private static void CheckMetadata(VectorCase vector)
    {
        byte[] text = Encoding.UTF8.GetBytes(vector.In.Text("text"));
        bool native = vector.Name.StartsWith("native reader", StringComparison.Ordinal);
        PostMetadataDocument document;
        PostMetadata? metadata = null;
        try
        {
            document = native ? PostMetadataDocument.ParseNative(text) : PostMetadataDocument.Parse(text);
            if (native)
                metadata = PostMetadata.FromDocument(document, "text");
        }
        catch (PostDataException exception)
        {
            VectorCase.True(vector.Out.Has("error"), $"refused: {exception.Message}");
            return;
        }

        VectorCase.True(!vector.Out.Has("error"), "accepted, an error was expected");
        if (metadata is null)
        {
            VectorCase.Equal(vector.Out.Text("written_back"), Encoding.UTF8.GetString(document.Write()), "written_back");
            return;
        }

        VectorCase.Equal(vector.Out.Hex("node_id"), metadata.NodeId.ToArray(), "node_id");
        VectorCase.Equal(vector.Out.Hex("commitment_atx_id"), metadata.CommitmentAtxId.ToArray(), "commitment_atx_id");
        VectorCase.Equal(vector.Out.U64("labels_per_unit"), metadata.LabelsPerUnit, "labels_per_unit");
        VectorCase.Equal(vector.Out.U32("num_units"), metadata.NumUnits, "num_units");
        VectorCase.Equal(vector.Out.U64("max_file_size"), metadata.MaxFileSize, "max_file_size");
        VectorCase.Equal(vector.Out.Has("nonce") ? vector.Out.U64("nonce") : null, metadata.Nonce, "nonce");
        VectorCase.Equal(vector.Out.Has("last_position") ? vector.Out.U64("last_position") : null, metadata.LastPosition, "last_position");
    }
}
